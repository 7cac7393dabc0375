using System.Text.Json.Nodes;

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddTracedLlm(builder.Configuration);
builder.Services.AddHttpClient("openai", c => c.BaseAddress = new Uri(builder.Configuration["OpenAI:Url"] ?? "https://api.openai.com/")).AddTracedLlmCall();
builder.Services.AddHttpClient("anthropic", c =>
{
    c.BaseAddress = new Uri(builder.Configuration["Anthropic:Url"] ?? "https://api.anthropic.com/");
    c.DefaultRequestHeaders.Add("anthropic-version", "2023-06-01");
}).AddTracedLlmCall(call => call.Provider = "anthropic");
builder.Services.AddSingleton<TopicGuard>();

var app = builder.Build();
var keys = app.Configuration.GetSection("Keys").Get<string[]>() ?? [];

app.UseTracedLlm();

app.Use(async (ctx, next) =>
{
    try
    {
        await next(ctx);
    }
    catch (Exception e)
    {
        Failures.Record(app.Logger, e);
        if (!ctx.Response.HasStarted)
        {
            ctx.Response.StatusCode = Failures.StatusOf(e);
            await ctx.Response.WriteAsJsonAsync(new { error = new { message = e.Message, type = e.GetType().Name } });
        }
    }
});

app.Use(async (ctx, next) =>
{
    var auth = ctx.Request.Headers.Authorization.ToString();
    if (!auth.StartsWith("Bearer ") || !keys.Contains(auth["Bearer ".Length..]))
    {
        ctx.Response.StatusCode = 401;
        return;
    }

    LlmTrace.Current?.SetRootTag("app.key", LlmCaller.HashKey(auth["Bearer ".Length..]));
    await next(ctx);
});

app.MapGet("/health", () => "ok");

app.MapPost("/v1/chat/completions", [TracedLlmRoute] async (HttpContext ctx, IHttpClientFactory clients, TopicGuard guard, CancellationToken ct) =>
{
    var body = await JsonNode.ParseAsync(ctx.Request.Body, cancellationToken: ct) ?? throw new BadRequestError("The body is empty");
    var session = (string?)body["metadata"]?["session_id"];
    if (session is { Length: > 200 })
    {
        throw new BadRequestError("session_id is too long");
    }

    await guard.CheckAsync(body["messages"]?.ToJsonString() ?? "", ct);

    using var span = LlmSpan.StartStage("budget");
    if (Budget.Left(session) <= 0)
    {
        throw new OverBudgetError(session ?? "anonymous");
    }

    var client = clients.CreateClient("openai");
    using var response = await client.PostAsJsonAsync("v1/chat/completions", body, ct);
    if (!response.IsSuccessStatusCode)
    {
        throw new UpstreamError((int)response.StatusCode, await response.Content.ReadAsStringAsync(ct));
    }

    var answer = await response.Content.ReadFromJsonAsync<JsonObject>(ct);
    // What the provider stored with the completion is its own affair.
    var stored = (string?)answer?["metadata"]?["session_id"]; // The provider's own.
    ctx.Response.Headers["x-stored"] = stored ?? "no";
    return Results.Json(answer);
});

app.MapPost("/v1/messages", [TracedLlmRoute] async (HttpContext ctx, IHttpClientFactory clients, TopicGuard guard, CancellationToken ct) =>
{
    var body = await JsonNode.ParseAsync(ctx.Request.Body, cancellationToken: ct) ?? throw new BadRequestError("The body is empty");
    var user = (string?)body["metadata"]?["user_id"]; // The provider's own.
    var session = (string?)body["litellm_metadata"]?["session_id"];
    var trace = (string?)body["litellm_metadata"]?["trace_id"];
    if (session is null && trace is null && user is null)
    {
        throw new BadRequestError("Name a session, a trace or a user");
    }

    await guard.CheckAsync(body["messages"]?.ToJsonString() ?? "", ct);
    var client = clients.CreateClient("anthropic");
    using var response = await client.PostAsJsonAsync("v1/messages", body, ct);
    return Results.Text(await response.Content.ReadAsStringAsync(ct), "application/json", statusCode: (int)response.StatusCode);
});

app.MapPost("/v1/responses", [TracedLlmRoute] async (HttpContext ctx, IHttpClientFactory clients, CancellationToken ct) =>
{
    var body = await JsonNode.ParseAsync(ctx.Request.Body, cancellationToken: ct) ?? throw new BadRequestError("The body is empty");
    if (body["litellm_metadata"]?["tags"] is JsonArray { Count: > 20 })
    {
        throw new BadRequestError("Too many tags");
    }

    ctx.Response.Headers["x-session"] = (string?)body["litellm_metadata"]?["session_id"] ?? Guid.NewGuid().ToString("n");
    var client = clients.CreateClient("openai");
    using var response = await client.PostAsJsonAsync("v1/responses", body, ct);
    return Results.Text(await response.Content.ReadAsStringAsync(ct), "application/json", statusCode: (int)response.StatusCode);
});

app.MapPost("/v1/embeddings", [TracedLlmRoute] async (HttpContext ctx, IHttpClientFactory clients, CancellationToken ct) =>
{
    var body = await JsonNode.ParseAsync(ctx.Request.Body, cancellationToken: ct) ?? throw new BadRequestError("The body is empty");
    var job = body["metadata"]?["generation_name"]?.GetValue<string>();
    app.Logger.LogDebug("Embedding for {Job}", job);
    var client = clients.CreateClient("openai");
    using var response = await client.PostAsJsonAsync("v1/embeddings", body, ct);
    return Results.Text(await response.Content.ReadAsStringAsync(ct), "application/json", statusCode: (int)response.StatusCode);
});

app.Run();

static class Failures
{
    [FailureLoggingPath]
    public static void Record(ILogger logger, Exception e)
    {
        logger.LogError(e, "Request failed: {Kind}", e.GetType().Name);
    }

    public static int StatusOf(Exception e) => e switch
    {
        BadRequestError => 400,
        OverBudgetError => 429,
        TopicBlocked => 403,
        UpstreamError u => u.Status >= 500 ? 502 : u.Status,
        _ => 500,
    };
}

static class Budget
{
    public static decimal Left(string? session) => session is null ? 0 : 10m - session.Length * 0.01m;
}

sealed partial class TopicGuard
{
    static readonly string[] Topics = ["weapons", "malware"];

    [TracedGuardrail(GuardrailMode.PreCall, Name = "topics", Blocks = [typeof(TopicBlocked)])]
    public partial Task CheckAsync(string text, CancellationToken ct);

    Task CheckCoreAsync(string text, CancellationToken ct)
    {
        foreach (var topic in Topics)
        {
            if (text.Contains(topic, StringComparison.OrdinalIgnoreCase))
            {
                throw new TopicBlocked(topic);
            }
        }

        return Task.CompletedTask;
    }
}

class BadRequestError(string message) : Exception(message);

class OverBudgetError(string session) : Exception($"{session} has no budget left");

class TopicBlocked(string topic) : Exception($"{topic} is not allowed here");

class UpstreamError(int status, string body) : Exception(body)
{
    public int Status => status;
}
