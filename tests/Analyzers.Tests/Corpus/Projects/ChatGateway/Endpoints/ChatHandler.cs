using System.Text.Json;
using System.Text.Json.Nodes;
using ChatGateway.Failures;
using ChatGateway.Guardrails;
using ChatGateway.Keys;
using ChatGateway.Providers;

namespace ChatGateway.Endpoints;

/// <summary>POST /v1/chat/completions.</summary>
internal sealed partial class ChatHandler(GuardrailRunner guardrails, ProviderClient provider, FailureLog failures, ILogger<ChatHandler> logger)
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    public async Task CompleteAsync(HttpContext http)
    {
        var cancellationToken = http.RequestAborted;
        try
        {
            var request = await PrepareAsync(http, cancellationToken);
            await guardrails.InspectAsync(request, cancellationToken);
            using var response = await SendWithFallbackAsync(request, cancellationToken);
            http.Response.StatusCode = (int)response.StatusCode;
            http.Response.ContentType = response.Content.Headers.ContentType?.ToString() ?? "application/json";
            await CopyAsync(response, http, request.IsStreaming, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            logger.LogDebug("Caller left {Path}", http.Request.Path);
        }
        catch (Exception failure)
        {
            await failures.AnswerAsync(http, failure);
        }
    }

    [TracedStage(LlmStage.PreCall)]
    private partial Task<ChatRequest> PrepareAsync(HttpContext http, CancellationToken cancellationToken);

    private async Task<ChatRequest> PrepareCoreAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var body = await JsonNode.ParseAsync(http.Request.Body, documentOptions: Lenient, cancellationToken: cancellationToken) as JsonObject
            ?? throw new InvalidRequestException("The body is not an object.");
        var model = (string?)body["model"] ?? throw new InvalidRequestException("model is required.");
        if (body["messages"] is not JsonArray { Count: > 0 } messages)
        {
            throw new InvalidRequestException("messages must not be empty.");
        }

        var caller = http.Features.Get<CallerKey>() ?? throw new NotSupportedException("The key filter did not run.");
        if (!caller.Allows(model))
        {
            throw new ModelRefusedException(model);
        }

        LlmTrace.Current?.SetCaller(new LlmCaller { KeyHash = LlmCaller.HashKey(caller.Secret), KeyAlias = caller.Alias, TeamId = caller.Team });
        var metadata = LlmTrace.Current?.Metadata<TeamMetadata>();
        if (metadata?.Project is { } project)
        {
            body["user"] = $"{caller.Team}:{project}";
        }

        body.Remove("metadata");
        return new ChatRequest(model, messages, body) { IsStreaming = (bool?)body["stream"] ?? false };
    }

    private async Task<HttpResponseMessage> SendWithFallbackAsync(ChatRequest request, CancellationToken cancellationToken)
    {
        var models = request.Fallbacks.Prepend(request.Model).ToList();
        LlmTrace.Current?.SetRetryLimits(maxRetries: 0, maxFallbacks: models.Count - 1);
        HttpRequestException? last = null;
        foreach (var model in models)
        {
            try
            {
                var response = await provider.SendAsync(new ProviderRequest("chat/completions", model, request.Body), cancellationToken);
                if ((int)response.StatusCode < 500)
                {
                    return response;
                }

                last = new HttpRequestException($"{model} answered {(int)response.StatusCode}.", null, response.StatusCode);
                response.Dispose();
            }
            catch (HttpRequestException unreachable)
            {
                last = unreachable;
            }
        }

        throw new ProviderUnavailableException("No model answered.", last);
    }

    private static async Task CopyAsync(HttpResponseMessage response, HttpContext http, bool isStreaming, CancellationToken cancellationToken)
    {
        if (!isStreaming)
        {
            await response.Content.CopyToAsync(http.Response.Body, cancellationToken);
            return;
        }

        http.Response.Headers.CacheControl = "no-cache";
        await using var source = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[8 * 1024];
        int read;
        while ((read = await source.ReadAsync(buffer, cancellationToken)) > 0)
        {
            await http.Response.Body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            await http.Response.Body.FlushAsync(cancellationToken);
        }
    }
}
