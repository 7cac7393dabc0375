namespace TracedLlm.Viewer.Browser.Tests.Browsers;

/// <summary>
/// A test that measures times in Chromium; skipped, with the reason, where it is not asked for. Other programs take the processor
/// from what is measured, so it runs alone.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SpeedFactAttribute : FactAttribute
{
    private const string Variable = "TRACEDLLM_SPEED";

    public SpeedFactAttribute() => Skip = Chromium.Missing
        ?? (Environment.GetEnvironmentVariable(Variable) == "1" ? null : $"It measures times: set {Variable}=1 on a machine that does nothing else.");
}
