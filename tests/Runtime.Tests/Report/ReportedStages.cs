namespace TracedLlm.Tests.Report;

/// <summary>Methods that the report names.</summary>
internal static partial class ReportedStages
{
    [TracedStage(LlmStage.Auth)]
    public static partial int Authenticate(int key);

    [TracedStage("rate \"limit\"")]
    public static partial int Limit(int key);

    [TracedGuardrail(GuardrailMode.DuringCall, Name = "pii")]
    public static partial GuardrailOutcome Guard(string text);

    private static int AuthenticateCore(int key) => key;

    private static int LimitCore(int key) => key;

    private static GuardrailOutcome GuardCore(string text) => GuardrailOutcome.Passed;
}
