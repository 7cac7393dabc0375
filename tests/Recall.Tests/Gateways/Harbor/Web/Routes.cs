using System.Text.Json;
using System.Text.Json.Nodes;
using Harbor.Contracts;
using Harbor.Core;

namespace Harbor.Web;

public static class Routes
{
    public static void MapHarbor(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/chat/completions", ([TracedLlmRoute] (ChatCompletionRequest request, ChatEndpoint endpoint, CancellationToken ct) => endpoint.CompleteAsync(request, ct)));
        app.MapPost("/v1/messages", [TracedLlmRoute] async (HttpContext http, IRequestContextReader reader, IConversationService conversations) =>
        {
            var body = await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted) ?? throw new HarborException("The body is empty");
            var metadata = reader.ReadMessages(body);
            http.Response.Headers["x-session"] = metadata.SessionId;
            var request = body.Deserialize<AnthropicMessagesRequest>() ?? throw new HarborException("The body is not a request");
            http.Response.Headers["x-user"] = request.GatewayMetadata?.UserId;
            http.Response.Headers["x-trace"] = body[RequestContextReader.FieldFor("/v1/messages")]?["trace_id"]?.ToString();
            return await conversations.RunAsync(request, "v1/messages", http.RequestAborted);
        });
        app.MapPost("/v1/responses", [TracedLlmRoute] async (HttpContext http, IProviderGateway providers) =>
        {
            var body = await http.Request.ReadFromJsonAsync<JsonObject>(http.RequestAborted) ?? throw new HarborException("The body is empty");
            var session = body[RequestContextReader.FieldFor("/v1/responses")]?["session_id"]?.ToString();
            http.Response.Headers["x-session"] = session;
            return await providers.PostAsync("v1/responses", body, http.RequestAborted);
        });
        app.MapPost("/v1/embeddings", [TracedLlmRoute] async (JsonObject body, HttpContext http, IRequestContextReader reader, IProviderGateway providers) =>
        {
            http.Response.Headers["x-session"] = reader.ReadEmbeddings(body).SessionId;
            var facts = body[RequestContextReader.FieldFor(http.Request.Path.Value!)];
            http.Response.Headers["x-trace"] = facts?["trace_id"]?.ToString();
            return await providers.PostAsync("v1/embeddings", body, http.RequestAborted);
        });
    }
}
