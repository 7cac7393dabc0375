using TracedLlm.Endings.Tests.Endings;

namespace TracedLlm.Endings.Tests.Gateways;

/// <summary>Runs the guardrails of a request, each as a span, and reacts to their outcomes as a gateway does.</summary>
internal sealed partial class GuardrailRunner
{
    private const int Blocked = 400;
    private const int Broken = 503;

    /// <exception cref="GatewayException">A guardrail blocks by its outcome, or a required guardrail failed.</exception>
    public async Task RunAsync(GuardrailMode mode, Ending ending)
    {
        foreach (var step in ending.Guardrails.Where(step => step.Mode == mode))
        {
            try
            {
                var outcome = await (mode switch
                {
                    GuardrailMode.PreCall => BeforeCallAsync(step),
                    GuardrailMode.DuringCall => DuringCallAsync(step),
                    GuardrailMode.PostCall => AfterCallAsync(step),
                    _ => ForTheRecordAsync(step),
                });
                if (outcome.Action == GuardrailAction.Block && mode != GuardrailMode.LoggingOnly)
                {
                    throw new GatewayException(Blocked, "A guardrail blocked the request.");
                }
            }
            catch (Exception exception) when (step.IsOptional && exception is not GatewayException)
            {
            }
            catch (Exception exception) when (exception is HttpRequestException and not IGuardrailBlock or TimeoutException)
            {
                throw new GatewayException(Broken, "A guardrail does not work.", exception);
            }
        }
    }

    [TracedGuardrail(GuardrailMode.PreCall)]
    private partial ValueTask<GuardrailOutcome> BeforeCallAsync([GuardrailName(Path = "Name")] GuardrailStep step);

    private static ValueTask<GuardrailOutcome> BeforeCallCoreAsync(GuardrailStep step) => DecideAsync(step);

    [TracedGuardrail(GuardrailMode.DuringCall)]
    private partial ValueTask<GuardrailOutcome> DuringCallAsync([GuardrailName(Path = "Name")] GuardrailStep step);

    private static ValueTask<GuardrailOutcome> DuringCallCoreAsync(GuardrailStep step) => DecideAsync(step);

    [TracedGuardrail(GuardrailMode.PostCall)]
    private partial ValueTask<GuardrailOutcome> AfterCallAsync([GuardrailName(Path = "Name")] GuardrailStep step);

    private static ValueTask<GuardrailOutcome> AfterCallCoreAsync(GuardrailStep step) => DecideAsync(step);

    [TracedGuardrail(GuardrailMode.LoggingOnly)]
    private partial ValueTask<GuardrailOutcome> ForTheRecordAsync([GuardrailName(Path = "Name")] GuardrailStep step);

    private static ValueTask<GuardrailOutcome> ForTheRecordCoreAsync(GuardrailStep step) => DecideAsync(step);

    private static async ValueTask<GuardrailOutcome> DecideAsync(GuardrailStep step)
    {
        await Task.Yield();
        return step.Decide();
    }
}
