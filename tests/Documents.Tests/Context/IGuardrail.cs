public interface IGuardrail
{
    string Name { get; }

    ValueTask<GuardrailOutcome> RunAsync(LlmRequest request);
}
