namespace Courier.Application;

public sealed partial class ContentFilter
{
    [TracedGuardrail(GuardrailMode.PreCall, Name = "content")]
    public partial Task<GuardrailOutcome> FilterAsync(string text);

    private async Task<GuardrailOutcome> FilterCoreAsync(string text)
    {
        var category = await ClassifyAsync(text);
        return category switch
        {
            "clean" => GuardrailOutcome.Passed,
            "mild" => GuardrailOutcome.Masked(1, [category]),
            _ => throw new ContentBlockedException(category),
        };
    }

    private static Task<string> ClassifyAsync(string text) => Task.FromResult(text.Length % 97 == 0 ? "violence" : "clean");
}
