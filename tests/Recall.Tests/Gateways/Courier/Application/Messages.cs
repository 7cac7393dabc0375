using System.Text.Json;
using System.Text.Json.Nodes;

namespace Courier.Application;

public sealed record CreateMessage(JsonObject Body) : IRequest<MessageResult>;

public sealed record MessageResult(JsonElement Answer, string? Session);

public sealed class CreateMessageHandler(IModelProvider provider, ContentFilter filter) : IRequestHandler<CreateMessage, MessageResult>
{
    public async Task<MessageResult> Handle(CreateMessage request, CancellationToken cancellationToken)
    {
        var body = request.Body;
        if (!body.ContainsKey("max_tokens"))
        {
            throw new ValidationException("max_tokens", "missing");
        }

        var session = body["litellm_metadata"]?["session_id"]?.GetValue<string>();
        var (_, trace) = RequestFactsReader.Read("messages", body);
        LlmTrace.Current?.SetTraceTag("courier.trace", trace);
        await filter.FilterAsync(body["messages"]!.ToJsonString());
        var answer = await provider.CompleteAsync("messages", body, cancellationToken);
        return new MessageResult(answer, session);
    }
}
