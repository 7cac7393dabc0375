using ChatGateway.Endpoints;

namespace ChatGateway.Guardrails;

internal sealed partial class GuardrailRunner(SecretScanner secrets, TopicFilter topics)
{
    public async Task InspectAsync(ChatRequest request, CancellationToken cancellationToken)
    {
        await ScanAsync("secrets", request, cancellationToken);
        await CheckTopicAsync(topics.Name, request, cancellationToken);
        if (!IsLengthAllowed("length", request))
        {
            throw new TopicBlockedException("length");
        }
    }

    [TracedGuardrail(GuardrailMode.PreCall)]
    private partial bool IsLengthAllowed([GuardrailName] string name, ChatRequest request); // TLM3010

    private bool IsLengthAllowedCore(string name, ChatRequest request) => request.Texts().All(text => text.Length < 100_000);

    [TracedGuardrail(GuardrailMode.PreCall)]
    private partial ValueTask<GuardrailOutcome> ScanAsync([GuardrailName] string name, ChatRequest request, CancellationToken cancellationToken);

    private async ValueTask<GuardrailOutcome> ScanCoreAsync(string name, ChatRequest request, CancellationToken cancellationToken)
    {
        var found = 0;
        foreach (var text in request.Texts())
        {
            found += await secrets.CountAsync(text, cancellationToken);
        }

        return found == 0 ? GuardrailOutcome.Passed : GuardrailOutcome.Masked(found, ["credential"]);
    }

    [TracedGuardrail(GuardrailMode.PreCall)]
    private partial Task CheckTopicAsync([GuardrailName] string name, ChatRequest request, CancellationToken cancellationToken);

    private async Task CheckTopicCoreAsync(string name, ChatRequest request, CancellationToken cancellationToken)
    {
        foreach (var text in request.Texts())
        {
            if (await topics.MatchAsync(text, cancellationToken) is { } topic)
            {
                throw new TopicBlockedException(topic);
            }
        }
    }
}
