using System.Text.Json;
using System.Text.Json.Nodes;

namespace TracedLlm.Samples.Gateway;

/// <summary>
/// LiteLLM's <c>/utils/token_counter</c>, for models whose provider counts tokens. The gateway has no tokenizer: an estimate would look
/// like a count.
/// </summary>
internal sealed class TokenCounterEndpoint(KeyRing keys, GatewayConfiguration configuration, ModelTable models, ProviderQuery query)
{
    private const string Model = "model";

    /// <summary>How providers count: the field of the request that holds the texts, the path, the field of the answer, and the traced route that counts.</summary>
    private static readonly Dictionary<string, Counter> Counters = new()
    {
        ["anthropic"] = new("messages", "messages", _ => "messages/count_tokens", "input_tokens", "POST /v1/messages/count_tokens") { Further = ["system", "tools"] },
        ["gemini"] = new("contents", "contents", model => $"models/{model}:countTokens", "totalTokens", "POST /v1beta/models/MODEL:countTokens"),
        ["openai"] = new("prompt", "input", _ => "responses/input_tokens", "input_tokens", "POST /v1/responses/input_tokens"),
        ["simulated"] = new("messages", "messages", _ => "v1/messages/count_tokens", "input_tokens", "POST /v1/messages/count_tokens"),
    };

    /// <summary>Maps the route.</summary>
    public void Map(IEndpointRouteBuilder app) => app.MapPost("/utils/token_counter", WriteAsync);

    private Task WriteAsync(HttpContext http) => KeyedResponse.WriteAsync(http, keys, ErrorForm.OpenAi, () => CountAsync(http));

    private async Task<object> CountAsync(HttpContext http)
    {
        var body = await ReadAsync(http);
        var name = body[Model] is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw new BadRequestException("The request has no 'model'.");
        var group = models.FindForCaller(name) ?? throw new UnknownModelException(name);
        if (group.Deployments.FirstOrDefault(deployment => Counters.ContainsKey(deployment.Provider.Name)) is not { } deployment)
        {
            throw new BadRequestException(
                $"The provider of the model '{name}' ({group.Providers}) counts no tokens, and the gateway has no tokenizer. The usage of an answer has the count.",
                StatusCodes.Status501NotImplemented);
        }

        var counter = Counters[deployment.Provider.Name];
        if (configuration.Guardrails.Count > 0)
        {
            // Nothing that a guardrail has not seen goes to a provider.
            throw new BadRequestException(
                $"The gateway has guardrails, which do not check this route. Send the request to {counter.Route}, which they check.", StatusCodes.Status501NotImplemented);
        }

        var texts = body[counter.Field] ?? throw new BadRequestException(
            $"The request has no '{counter.Field}', the only field that the provider of the model '{name}' ({deployment.Provider.Name}) counts here. {counter.Route} counts whole requests.");
        return await AskAsync(deployment, counter, name, body, texts, http.RequestAborted);
    }

    private static async Task<JsonObject> ReadAsync(HttpContext http)
    {
        try
        {
            return await JsonNode.ParseAsync(http.Request.Body, documentOptions: new() { AllowDuplicateProperties = false }, cancellationToken: http.RequestAborted) as JsonObject
                ?? throw new BadRequestException("The body must be an object of JSON.");
        }
        catch (JsonException)
        {
            throw new BadRequestException("The body is not valid JSON.");
        }
        catch (BadHttpRequestException exception)
        {
            throw new BadRequestException(exception.Message, exception.StatusCode);
        }
    }

    private async Task<object> AskAsync(Deployment deployment, Counter counter, string name, JsonObject body, JsonNode texts, CancellationToken cancellationToken)
    {
        var asked = new JsonObject { [counter.ProvidersField] = texts.DeepClone() };
        if (deployment.Provider.Name != "gemini")
        {
            asked[Model] = deployment.Model;
        }

        foreach (var field in counter.Further)
        {
            if (body[field] is { } value)
            {
                asked[field] = value.DeepClone();
            }
        }

        try
        {
            using var response = await query.SendAsync(deployment, (deployment.Provider.BasePath, counter.Path(deployment.Model!)), asked.ToJsonString(), cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw new ProviderFailedException(
                    (int)response.StatusCode is 400 or 404 or 413 or 422 or 429 ? (int)response.StatusCode : StatusCodes.Status502BadGateway,
                    $"The provider of '{name}' did not count the tokens: it answered with status {(int)response.StatusCode}.");
            }

            var counted = await JsonNode.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
            return new
            {
                total_tokens = (long?)(counted as JsonObject)?[counter.AnswersField] ?? throw new JsonException($"There is no '{counter.AnswersField}'."),
                request_model = name,
                model_used = deployment.Model,
                tokenizer_type = $"{deployment.Provider.Name}_api",
            };
        }
        catch (TimeoutException exception)
        {
            throw new ProviderFailedException(StatusCodes.Status504GatewayTimeout, $"The provider of '{name}' did not answer in time.", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new ProviderFailedException(StatusCodes.Status502BadGateway, $"The provider of '{name}' could not be reached.", exception);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new ProviderFailedException(StatusCodes.Status502BadGateway, $"The provider of '{name}' answered without a count.", exception);
        }
    }

    /// <param name="Field">The field of the request.</param>
    /// <param name="ProvidersField">The field of the request to the provider.</param>
    /// <param name="Path">The path below the provider's base path.</param>
    /// <param name="AnswersField">The field of the answer with the count.</param>
    /// <param name="Route">The gateway's own route of the same API.</param>
    private sealed record Counter(string Field, string ProvidersField, Func<string, string> Path, string AnswersField, string Route)
    {
        /// <summary>Fields that the provider counts too.</summary>
        public IReadOnlyList<string> Further { get; init; } = [];
    }
}
