using ModularGateway.Pipeline;

namespace ModularGateway.Policies;

public class GatewayRefusal(string message, int status) : Exception(message)
{
    public int Status { get; } = status;
}

public sealed class PolicyViolation(string policy) : GatewayRefusal($"The policy {policy} forbids this.", 422), IGuardrailBlock
{
    public string Policy { get; } = policy;
}

public interface IPolicy<in TSubject>
{
    string Name { get; }

    bool Allows(TSubject subject);
}

internal abstract class CallPolicy : IPolicy<Call>
{
    public virtual string Name => GetType().Name.Replace("Policy", string.Empty, StringComparison.Ordinal);

    public abstract bool Allows(Call subject);
}

internal sealed class ToolPolicy(IReadOnlySet<string> forbidden) : CallPolicy
{
    public override bool Allows(Call subject) =>
        subject.Body["tools"]?.AsArray().All(tool => !forbidden.Contains(tool?["function"]?["name"]?.GetValue<string>() ?? string.Empty)) ?? true;
}

internal sealed class LengthPolicy(int longest) : CallPolicy
{
    public override string Name => $"Length({longest})";

    public override bool Allows(Call subject) => subject.Body.ToJsonString().Length <= longest;
}
