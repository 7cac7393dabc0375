using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddTracedLlm(builder.Configuration);
builder.Services.AddHttpClient();
builder.Services.ConfigureHttpClientDefaults(clients => clients.AddTracedLlmCall());

var app = builder.Build();
var logger = app.Logger;
var providerKey = app.Configuration["Provider:Key"];

app.UseTracedLlm();
app.UseWhen(http => http.Request.Path.StartsWithSegments("/llm"), llm => llm.Use(AuthorizeAsync));

var llm = app.MapGroup("/llm/v1").AddEndpointFilter(CatchAsync);
llm.MapPost("chat/completions", ChatAsync);
llm.MapPost("messages", MessagesAsync);
llm.MapPost("responses", ResponsesAsync);
llm.MapPost("rerank", RerankAsync);

await app.RunAsync();
return;

async Task AuthorizeAsync(HttpContext http, RequestDelegate next)
{
    if (!AuthenticationHeaderValue.TryParse(http.Request.Headers.Authorization, out var authorization) || authorization.Parameter is not { Length: > 8 } token)
    {
        http.Response.StatusCode = 401;
        await http.Response.WriteAsync("no token");
        return;
    }

    LlmTrace.Current?.SetTraceTag("scribe.token", LlmCaller.HashKey(token));
    await next(http);
}

async ValueTask<object?> CatchAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
{
    try
    {
        return await next(context);
    }
    catch (Exception error)
    {
        Log(error, context.HttpContext.Request.Path);
        return Results.Problem(error.Message, statusCode: error is ScribeException { Status: var status } ? status : 500);
    }
}

[FailureLoggingPath]
void Log(Exception error, string path)
{
    if (error is ScribeException expected)
    {
        logger.LogWarning(expected, "{Path}: {Code}", path, expected.Status);
    }
    else
    {
        logger.LogError(error, "{Path}", path);
    }
}

[TracedLlmRoute]
async Task<IResult> ChatAsync([FromBody] JsonObject body, IHttpClientFactory clients, CancellationToken ct)
{
    var metadata = MetadataFor("chat", body);
    var session = metadata?["session_id"]?.ToString() ?? "-";
    Screen(body["messages"]);
    using var stage = LlmSpan.StartStage("chat");
    stage.SetTag("scribe.session", session);
    return await SendAsync("chat/completions", body, clients, ct);
}

[TracedLlmRoute]
async Task<IResult> MessagesAsync([FromBody] JsonObject body, IHttpClientFactory clients, CancellationToken ct)
{
    var metadata = MetadataFor("messages", body);
    var session = metadata?["session_id"]?.ToString();
    var name = metadata?["trace_name"]?.ToString();
    logger.LogDebug("{Session} {Name}", session, name);
    Screen(body["messages"]);
    return await SendAsync("messages", body, clients, ct);
}

[TracedLlmRoute]
async Task<IResult> ResponsesAsync(HttpRequest request, IHttpClientFactory clients, CancellationToken ct)
{
    using var reader = new StreamReader(request.Body);
    var body = JsonNode.Parse(await reader.ReadToEndAsync(ct))!.AsObject();
    string? session = null, trace = null;
    foreach (var (name, value) in body)
    {
        if (name == "litellm_metadata")
        {
            session = value?["session_id"]?.ToString();
            trace = value?["trace_id"]?.ToString();
        }
    }

    logger.LogDebug("{Session} {Trace}", session, trace);
    var answer = await SendAsync("responses", body, clients, ct);
    return answer;
}

[TracedLlmRoute]
async Task<IResult> RerankAsync([FromBody] JsonObject body, IHttpClientFactory clients, CancellationToken ct)
{
    if (body["documents"] is not JsonArray { Count: > 0 })
    {
        throw new ScribeException("No documents", 400);
    }

    var gateway = body["metadata"]?.AsObject();
    if (gateway is not null && gateway.TryGetPropertyValue("session_id", out var session) && session is not null)
    {
        logger.LogDebug("{Session}", session);
    }

    return await SendAsync("rerank", body, clients, ct);
}

static JsonObject? MetadataFor(string api, JsonObject body)
{
    var field = api == "messages" ? "litellm_metadata" : "metadata";
    return body[field] as JsonObject;
}

static void Screen(JsonNode? messages)
{
    var text = messages?.ToJsonString() ?? throw new ScribeException("No messages", 400);
    Screening.Check(text);
}

async Task<IResult> SendAsync(string path, JsonObject body, IHttpClientFactory clients, CancellationToken ct)
{
    using var client = clients.CreateClient();
    using var request = new HttpRequestMessage(HttpMethod.Post, $"https://provider.example/v1/{path}") { Content = JsonContent.Create(body) };
    request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", providerKey);
    using var response = await client.SendAsync(request, ct);
    var text = await response.Content.ReadAsStringAsync(ct);
    if (!response.IsSuccessStatusCode)
    {
        throw new ProviderRefused(path, (int)response.StatusCode);
    }

    if (text.Length == 0)
    {
        throw new ProviderSilent(path);
    }

    using var document = JsonDocument.Parse(text);
    return Results.Json(document.RootElement.Clone());
}

class ScribeException(string message, int status) : Exception(message)
{
    public int Status { get; } = status;
}

class ProviderRefused(string path, int status) : ScribeException($"{path}: {status}", 502);

class ProviderSilent(string path) : Exception($"{path}: no answer");

class ScreeningBlocked(string word) : ScribeException($"'{word}' is blocked", 403), IGuardrailBlock;

static partial class Screening
{
    [TracedGuardrail(GuardrailMode.PreCall, Name = "screening")]
    public static partial void Check(string text);

    static void CheckCore(string text)
    {
        if (text.Contains("password", StringComparison.OrdinalIgnoreCase))
        {
            throw new ScreeningBlocked("password");
        }
    }
}
