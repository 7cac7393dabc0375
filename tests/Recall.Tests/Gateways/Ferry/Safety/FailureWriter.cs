namespace Ferry.Safety;

internal static class FailureWriter
{
    [FailureLoggingPath]
    public static async Task WriteAsync(HttpContext context, Exception error)
    {
        var logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Ferry.Failures");
        logger.LogError(error, "{Method} {Path} failed", context.Request.Method, context.Request.Path);

        context.Response.StatusCode = error switch
        {
            InvalidBodyException => StatusCodes.Status400BadRequest,
            PiiFoundException => StatusCodes.Status422UnprocessableEntity,
            ProviderDownException => StatusCodes.Status502BadGateway,
            _ => StatusCodes.Status500InternalServerError,
        };
        await context.Response.WriteAsJsonAsync(new { error = new { message = error.Message } });
    }
}
