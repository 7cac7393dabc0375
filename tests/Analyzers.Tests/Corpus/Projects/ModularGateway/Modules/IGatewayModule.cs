using System.Text.Json;
using System.Text.Json.Nodes;
using ModularGateway.Pipeline;
using ModularGateway.Policies;
using ModularGateway.Streaming;

namespace ModularGateway.Modules;

internal interface IGatewayModule
{
    string Name { get; }

    void Register(IServiceCollection services, IConfiguration configuration);

    void Map(WebApplication app);
}

internal abstract class LlmModule<TOptions> : IGatewayModule
    where TOptions : class, new()
{
    public abstract string Name { get; }

    protected TOptions Options { get; private set; } = new();

    public virtual void Register(IServiceCollection services, IConfiguration configuration)
    {
        Options = configuration.Get<TOptions>() ?? Options;
        services.AddSingleton(Options);
    }

    public abstract void Map(WebApplication app);

    protected static async Task RunAsync(HttpContext http, LlmApi api, Next<Call, Reply> gateway)
    {
        if (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted) is not JsonObject body)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        switch (await gateway(new Call(api, body, http.User.Identity?.Name ?? "anonymous"), http.RequestAborted))
        {
            case Reply.Complete complete:
                http.Response.StatusCode = complete.Status;
                await http.Response.WriteAsJsonAsync(complete.Body, http.RequestAborted);
                break;
            case Reply.Streamed streamed:
                await EventWriter.WriteAsync(http.Response, streamed.Events, http.RequestAborted);
                break;
            case Reply.Refused refused:
                http.Response.StatusCode = refused.Status;
                await http.Response.WriteAsJsonAsync(new { error = refused.Reason }, http.RequestAborted);
                break;
        }
    }
}
