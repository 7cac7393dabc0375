using Swift.Framework;

namespace Swift.Services;

public sealed partial class InjectionShield
{
    private static readonly string[] Patterns = ["ignore all previous", "system prompt"];

    [TracedGuardrail(GuardrailMode.PreCall, Name = "injection")]
    public partial void Inspect(string text);

    private void InspectCore(string text)
    {
        var hit = Patterns.FirstOrDefault(pattern => text.Contains(pattern, StringComparison.OrdinalIgnoreCase));
        if (hit is not null)
        {
            throw new InjectionException(hit);
        }
    }
}
