using System.Diagnostics;
using ModularGateway.Pipeline;
using ModularGateway.Policies;

namespace ModularGateway.Modules;

internal sealed class ChatOptions
{
    public int LongestRequest { get; set; } = 1_000_000;

    public HashSet<string> ForbiddenTools { get; set; } = [];
}

internal sealed class ChatModule : LlmModule<ChatOptions>
{
    public override string Name => "Chat";

    public override void Register(IServiceCollection services, IConfiguration configuration)
    {
        base.Register(services, configuration);
        services.AddHttpClient("default", client => client.BaseAddress = new Uri(configuration["Provider"] ?? "http://localhost:11434"));
        services.AddDistributedMemoryCache();
        services.AddSingleton<IPolicy<Call>>(new LengthPolicy(Options.LongestRequest));
        services.AddSingleton<IPolicy<Call>>(new ToolPolicy(Options.ForbiddenTools));
    }

    public override void Map(WebApplication app) => app.MapPost("/v1/chat/completions", [TracedLlmRoute] async (HttpContext http, Next<Call, Reply> gateway) =>
    {
        LlmTrace.Current?.SetRootTag("app.authorization", http.Request.Headers.Authorization.ToString()); // TLM5001
        Activity.Current?.SetTag("app.has_authorization", http.Request.Headers.ContainsKey("Authorization"));
        await RunAsync(http, LlmApi.ChatCompletions, gateway);
    });
}

internal sealed class MessagesModule : LlmModule<object>
{
    public override string Name => "Messages";

    public override void Map(WebApplication app)
    {
        var anthropic = app.MapGroup("/anthropic");
        anthropic.MapPost("/v1/messages", [TracedLlmRoute] static (HttpContext http, Next<Call, Reply> gateway) => RunAsync(http, LlmApi.Messages, gateway));
        anthropic.MapPost("/v1/messages/count_tokens", (HttpContext http) => Results.StatusCode(StatusCodes.Status501NotImplemented));
    }
}

internal sealed class StatusModule : IGatewayModule
{
    private static readonly DateTimeOffset Started = DateTimeOffset.UtcNow;

    public string Name => "Status";

    public void Register(IServiceCollection services, IConfiguration configuration) => services.AddHealthChecks();

    public void Map(WebApplication app)
    {
        app.MapHealthChecks("/health");
        app.MapGet("/status", () => new { up = DateTimeOffset.UtcNow - Started, version = typeof(StatusModule).Assembly.GetName().Version?.ToString(3) });
    }
}
