using System.Text.Json;

namespace Bureau.Services;

public partial class ModerationService
{
    [TracedGuardrail(GuardrailMode.PreCall, Name = "moderation")]
    [return: GuardrailResult(Blocked = "Rejected")]
    public partial Task<ModerationResult> ReviewAsync(IReadOnlyList<JsonElement> messages, CancellationToken cancellationToken);

    private async Task<ModerationResult> ReviewCoreAsync(IReadOnlyList<JsonElement> messages, CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (var message in messages)
        {
            var text = message.ToString();
            if (text.Contains("rm -rf"))
            {
                throw new ContentRejectedException("shell command");
            }
        }

        return new ModerationResult { Rejected = false };
    }
}

public class ModerationResult
{
    public bool Rejected { get; set; }

    public string? Reason { get; set; }
}
