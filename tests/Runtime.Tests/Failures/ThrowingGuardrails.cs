namespace TracedLlm.Tests.Failures;

/// <summary>Traced guardrails with a configured decision.</summary>
internal static partial class ThrowingGuardrails
{
    [TracedGuardrail(GuardrailMode.PreCall, Name = "pii")]
    public static partial Task<GuardrailOutcome> DecideAsync(GuardrailOutcome outcome);

    private static async Task<GuardrailOutcome> DecideCoreAsync(GuardrailOutcome outcome)
    {
        await Task.Yield();
        return outcome;
    }

    [TracedGuardrail(GuardrailMode.PreCall, Name = "pii")]
    public static partial Task ThrowAsync(Exception exception);

    private static async Task ThrowCoreAsync(Exception exception)
    {
        await Task.Yield();
        throw exception;
    }

    [TracedGuardrail(GuardrailMode.LoggingOnly, Name = "audit")]
    public static partial Task AuditAsync(Exception exception);

    private static Task AuditCoreAsync(Exception exception) => ThrowCoreAsync(exception);
}
