using System.Text.Json;
using Harbor.Contracts;
using Harbor.Core;

namespace Harbor.Web;

public sealed class ChatEndpoint(IConversationService conversations, PolicyEngine policies, ILogger<ChatEndpoint> logger)
{
    public async Task<JsonElement> CompleteAsync(ChatCompletionRequest request, CancellationToken ct)
    {
        using var scope = logger.BeginScope("session {Session}", request.Metadata?.SessionId);
        using var span = LlmSpan.StartStage("conversation");
        var answer = await conversations.RunAsync(request, "v1/chat/completions", ct);
        if (policies.FindLeaks(answer.GetRawText()).Leaks)
        {
            throw new PolicyViolationException("leaks");
        }

        return answer;
    }
}
