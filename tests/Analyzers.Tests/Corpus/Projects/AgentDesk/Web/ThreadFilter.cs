using AgentDesk.Threads;

namespace AgentDesk.Web;

internal static class ThreadFilter
{
    public static async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.GetRouteValue("id") is string id && http.RequestServices.GetRequiredService<ThreadStore>().Find(id) is var thread && thread?.Owner != http.User.Identity?.Name)
        {
            return Results.NotFound();
        }

        try
        {
            return await next(context);
        }
        catch (ToolLoopException loop)
        {
            LlmTrace.Current?.RecordException(loop);
            return Results.Problem(loop.Message, statusCode: StatusCodes.Status508LoopDetected);
        }
    }
}
