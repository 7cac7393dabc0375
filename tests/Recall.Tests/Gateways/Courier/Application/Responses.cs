using System.Text.Json;
using System.Text.Json.Nodes;

namespace Courier.Application;

public sealed record CreateResponse(JsonObject Body, RequestFacts Facts) : IRequest<JsonElement>;

public sealed record RequestFacts(string? Session, string? Trace);

public static class RequestFactsReader
{
    private static readonly Dictionary<string, string> Fields = new()
    {
        ["chat"] = "metadata",
        ["messages"] = "litellm_metadata",
        ["responses"] = "litellm_metadata",
        ["embeddings"] = "metadata",
    };

    public static RequestFacts Read(string api, JsonObject body)
    {
        var metadata = body[Fields[api]];
        return new RequestFacts(metadata?["session_id"]?.GetValue<string>(), metadata?["trace_id"]?.GetValue<string>());
    }
}

public sealed class CreateResponseHandler(IModelProvider provider) : IRequestHandler<CreateResponse, JsonElement>
{
    public async Task<JsonElement> Handle(CreateResponse request, CancellationToken cancellationToken)
    {
        if (request.Body["input"] is null)
        {
            throw new ValidationException("input", "missing");
        }

        var response = await provider.CompleteAsync("responses", request.Body, cancellationToken);
        return response.TryGetProperty("output", out var output) ? output : response;
    }
}
