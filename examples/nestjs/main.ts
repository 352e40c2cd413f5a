// node --require tracebridge/register dist/main.js
import 'reflect-metadata';
import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  Injectable,
  Module,
  Param,
} from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { getLogger } from 'tracebridge';
import { CorrelationModule, TracebridgeLogger } from 'tracebridge/nestjs';

const log = getLogger('orders');

/** Authentication may come later than the middleware: lines written from here on carry the user. */
@Injectable()
class UserGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest();
    if (request.headers.authorization) request.user = { id: 'u-42' };
    return true;
  }
}

@Controller()
class OrdersController {
  @Get('orders/:id')
  read(@Param('id') id: string) {
    log.info('Order read', { order_id: id });
    return { id };
  }

  @Get('failure')
  async fail() {
    throw new Error('The database is gone');
  }
}

@Module({
  imports: [CorrelationModule.forRoot()],
  controllers: [OrdersController],
  providers: [{ provide: APP_GUARD, useClass: UserGuard }],
})
class AppModule {}

async function main() {
  const app = await NestFactory.create(AppModule, { bufferLogs: true });
  app.useLogger(app.get(TracebridgeLogger));
  await app.listen(Number(process.env.PORT ?? 3000));
  log.info('Listening', { port: app.getHttpServer().address().port });
}

main();
