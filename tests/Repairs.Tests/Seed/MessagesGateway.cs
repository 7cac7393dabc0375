using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;

// LiteLLM's proxy, retold: the parent of a call is kept in the metadata of the request, from which a worker takes it up, and
// the failure log knows only errors of HTTP.
public static class MessagesGateway
{
    public static WebApplication Build(WebApplicationBuilder builder, Uri upstream)
    {
        builder.Services.AddTracedLlm(builder.Configuration);
        builder.Services.AddTracedLlmExport(builder.Configuration);
        builder.Services.AddSingleton(new ProviderClient(new HttpClient(), upstream));
        builder.Services.AddSingleton<ProxyLogging>();
        builder.Services.AddSingleton<Router>();
        builder.Services.AddSingleton<MessagesEndpoint>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Router>());
        var app = builder.Build();
        app.UseTracedLlm();
        var endpoint = app.Services.GetRequiredService<MessagesEndpoint>();
        app.MapPost("/v1/messages", endpoint.HandleAsync);
        return app;
    }
}

public sealed partial class MessagesEndpoint(ProxyLogging logging, Router router)
{
    [TracedLlmRoute]
    public async Task HandleAsync(HttpContext http)
    {
        try
        {
            await AuthenticateAsync(http);
            var data = await PrepareAsync(http);
            if (data["guardrails"] is JsonArray guardrails)
            {
                await ApplyAsync(guardrails[0]!.GetValue<string>(), data);
            }

            using var response = await router.CallAsync(Spans.Context(data), data, http.Request.Headers["x-exchange"].ToString(), http.RequestAborted);
            if (response.IsSuccessStatusCode)
            {
                LlmTrace.Current?.SetCost(0.25);
            }

            http.Response.StatusCode = (int)response.StatusCode;
            http.Response.ContentType = response.Content.Headers.ContentType?.ToString();
            await response.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
        }
        catch (Exception exception)
        {
            await logging.PostCallFailureAsync(http, exception);
        }
    }

    [TracedStage(LlmStage.Auth)]
    private partial Task AuthenticateAsync(HttpContext http);

    private static Task AuthenticateCoreAsync(HttpContext http) =>
        http.Request.Headers.ContainsKey("x-exchange") ? Task.CompletedTask : throw new HttpException(401, "Nobody knows the caller.");

    [TracedStage(LlmStage.PreCall)]
    private partial Task<JsonObject> PrepareAsync(HttpContext http);

    private static async Task<JsonObject> PrepareCoreAsync(HttpContext http)
    {
        var data = await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted) as JsonObject
            ?? throw new HttpException(400, "The body is no object.");
        Spans.Keep(data);
        return data;
    }

    [TracedGuardrail(GuardrailMode.PreCall)]
    private partial Task ApplyAsync([GuardrailName] string name, JsonObject data);

    private static async Task ApplyCoreAsync(string name, JsonObject data)
    {
        await Task.Yield();
        if (data.ToJsonString().Contains("forbidden", StringComparison.Ordinal))
        {
            throw new GuardrailRaisedException("The policy forbids it.");
        }
    }
}

public sealed class ProxyLogging
{
    [FailureLoggingPath]
    public async Task PostCallFailureAsync(HttpContext http, Exception exception)
    {
        if (IsProxyOnlyLlmApiError(exception))
        {
            await HandleLoggingProxyOnlyErrorAsync(http, exception);
        }
    }

    private static bool IsProxyOnlyLlmApiError(Exception exception) => exception is HttpException;

    private static async Task HandleLoggingProxyOnlyErrorAsync(HttpContext http, Exception exception)
    {
        LlmTrace.Current?.RecordException(exception);
        http.Response.StatusCode = exception is HttpException known ? known.Status : 400;
        await http.Response.WriteAsJsonAsync(new { error = new { message = exception.Message } });
    }
}

public static class Spans
{
    private static readonly ConcurrentDictionary<string, LlmTrace> Open = new();

    public static void Keep(JsonObject data)
    {
        var id = Guid.NewGuid().ToString("n");
        Open[id] = LlmTrace.Current!;
        data["litellm_metadata"] = new JsonObject { ["litellm_parent_otel_span"] = id };
    }

    public static LlmTrace? Context(JsonObject parameters)
    {
        var metadata = parameters["metadata"] as JsonObject;
        return metadata?["litellm_parent_otel_span"]?.GetValue<string>() is { } id ? Open.GetValueOrDefault(id) : null;
    }
}

// Calls providers from a worker of its own, which has the trace of a request only if it is handed it.
public sealed class Router(ProviderClient provider) : BackgroundService
{
    private readonly Channel<Call> _calls = Channel.CreateUnbounded<Call>();

    public async Task<HttpResponseMessage> CallAsync(LlmTrace? parent, JsonObject data, string exchange, CancellationToken cancellationToken)
    {
        var call = new Call(parent, data, exchange, new(TaskCreationOptions.RunContinuationsAsynchronously), cancellationToken);
        await _calls.Writer.WriteAsync(call, cancellationToken);
        return await call.Answer.Task;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var call in _calls.Reader.ReadAllAsync(stoppingToken))
        {
            using var scope = call.Parent?.Use();
            try
            {
                call.Answer.SetResult(await provider.SendAsync("anthropic", "provider-model", call.Data, call.Exchange, call.Cancellation));
            }
            catch (Exception exception)
            {
                call.Answer.SetException(exception);
            }
        }
    }

    private sealed record Call(LlmTrace? Parent, JsonObject Data, string Exchange, TaskCompletionSource<HttpResponseMessage> Answer, CancellationToken Cancellation);
}

public sealed partial class ProviderClient(HttpClient http, Uri upstream)
{
    [TracedLlmCall]
    public partial Task<HttpResponseMessage> SendAsync(
        [SpanTag(GenAi.ProviderName)] string provider, [SpanTag(LiteLlm.ProviderModel)] string model, JsonObject data, string exchange, CancellationToken cancellationToken);

    private Task<HttpResponseMessage> SendCoreAsync(string provider, string model, JsonObject data, string exchange, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(upstream, "v1/anything"))
        {
            Headers = { { "x-exchange", exchange } },
            Content = new StringContent(data.ToJsonString(), null, "application/json"),
        };
        return http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }
}

public class HttpException(int status, string message) : Exception(message)
{
    public int Status => status;
}

public class GuardrailRaisedException(string message) : Exception(message);
