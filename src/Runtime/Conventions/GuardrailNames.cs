namespace TracedLlm.Conventions;

/// <summary>LiteLLM's names for the modes, actions and statuses of guardrails.</summary>
internal static class GuardrailNames
{
    public const string Success = "success";
    public const string Intervened = "guardrail_intervened";
    public const string FailedToRespond = "guardrail_failed_to_respond";
    public const string NotRun = "not_run";

    public const string LevelDefault = "DEFAULT";
    public const string LevelWarning = "WARNING";

    public static string NameOf(GuardrailMode mode) => mode switch
    {
        GuardrailMode.PreCall => "pre_call",
        GuardrailMode.DuringCall => "during_call",
        GuardrailMode.PostCall => "post_call",
        GuardrailMode.LoggingOnly => "logging_only",
        _ => "unknown",
    };

    public static string NameOf(GuardrailAction action) => action switch
    {
        GuardrailAction.Mask => "mask",
        GuardrailAction.Block => "block",
        _ => "none",
    };
}
