namespace TracedLlm.Samples.Gateway;

/// <summary>The report on the delivery of spans. It quotes what a backend says, which may have a caller's content: a gateway with keys asks for one.</summary>
internal sealed class TracingHealth(KeyRing keys)
{
    /// <summary>Maps the report.</summary>
    public void Map(IEndpointRouteBuilder app) => app.MapTracedLlmHealth().Add(endpoint =>
    {
        var report = endpoint.RequestDelegate!;
        endpoint.RequestDelegate = http => AnswerAsync(http, report);
    });

    private async Task AnswerAsync(HttpContext http, RequestDelegate report)
    {
        try
        {
            keys.Identify(http.Request);
        }
        catch (GatewayException exception)
        {
            await ErrorResponse.WriteAsync(http, CallersApi.FormFor(http.Request), new ApiError(exception.Status, exception.Message, exception.Code));
            return;
        }

        await report(http);
    }
}
