using System.Text.Json;
using System.Text.Json.Nodes;

namespace Courier.Application;

public sealed record CreateChatCompletion(JsonObject Body) : IRequest<JsonElement>;

public sealed class CreateChatCompletionHandler(IModelProvider provider, ContentFilter filter, IBudget budget) : IRequestHandler<CreateChatCompletion, JsonElement>
{
    public async Task<JsonElement> Handle(CreateChatCompletion request, CancellationToken cancellationToken)
    {
        if (request.Body["messages"] is not JsonArray messages)
        {
            throw new ValidationException("messages", "missing");
        }

        var metadata = request.Body["metadata"] as JsonObject;
        var facts = RequestFactsReader.Read("chat", request.Body);
        await filter.FilterAsync(messages.ToJsonString());
        LlmTrace.Current?.SetTraceTag("courier.session", facts.Session);
        budget.Charge(metadata?["user_api_key_team_id"]?.GetValue<string>() ?? "default");
        return await provider.CompleteAsync("chat/completions", request.Body, cancellationToken);
    }
}
