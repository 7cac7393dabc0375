using ModularGateway.Policies;

namespace ModularGateway.Pipeline;

internal sealed partial class PolicyStep(IEnumerable<IPolicy<Call>> policies) : IStep<Call, Reply>
{
    public async ValueTask<Reply> InvokeAsync(Call input, Next<Call, Reply> next, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var policy in policies)
            {
                await CheckAsync(policy, input);
            }
        }
        catch (PolicyViolation refusal)
        {
            return new Reply.Refused(refusal.Message, refusal.Status);
        }
        catch (Exception failure)
        {
            LlmTrace.Current?.RecordException(failure);
            throw;
        }

        return await next(input, cancellationToken);
    }

    [TracedGuardrail(GuardrailMode.PreCall)]
    private partial ValueTask CheckAsync([GuardrailName(Path = "Name")] IPolicy<Call> policy, Call call);

    private ValueTask CheckCoreAsync(IPolicy<Call> policy, Call call) =>
        policy.Allows(call) ? ValueTask.CompletedTask : throw new PolicyViolation(policy.Name);
}
