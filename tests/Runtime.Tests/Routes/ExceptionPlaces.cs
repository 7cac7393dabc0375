using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace TracedLlm.Tests.Routes;

/// <summary>The pipelines of <see cref="ExceptionPlace"/>: each answers 502.</summary>
internal static class ExceptionPlaces
{
    public static void AddServices(this ExceptionPlace place, IServiceCollection services)
    {
        if (place is ExceptionPlace.ExceptionHandlerBehind or ExceptionPlace.ExceptionHandlerInFront)
        {
            services.AddExceptionHandler<Sorry>();
        }
    }

    public static void Use(this ExceptionPlace place, WebApplication app)
    {
        var isInFront = place.ToString().EndsWith("InFront", StringComparison.Ordinal);
        if (!isInFront)
        {
            app.UseTracedLlm();
        }

        switch (place)
        {
            case ExceptionPlace.OwnMiddlewareBehind or ExceptionPlace.OwnMiddlewareInFront:
                app.Use(CatchAsync);
                break;
            case ExceptionPlace.StatusPagesBehind:
                app.UseStatusCodePages();
                app.Use(CatchAsync);
                break;
            case ExceptionPlace.ExceptionHandlerBehind or ExceptionPlace.ExceptionHandlerInFront:
                app.UseExceptionHandler(static _ => { });
                break;
            default:
                app.UseExceptionHandler(static errors => errors.Run(AnswerAsync));
                break;
        }

        if (isInFront)
        {
            app.UseRouting();
            app.UseTracedLlm();
        }
    }

    private static async Task CatchAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (InvalidOperationException)
        {
            await AnswerAsync(context);
        }
    }

    private static Task AnswerAsync(HttpContext context)
    {
        context.Response.StatusCode = 502;
        return context.Response.WriteAsync("sorry");
    }

    private sealed class Sorry : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            await AnswerAsync(httpContext);
            return true;
        }
    }
}
