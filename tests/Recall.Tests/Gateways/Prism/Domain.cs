using System.Collections.Immutable;

namespace Prism;

public enum Dialect
{
    OpenAi,
    Anthropic,
    Responses,
}

public sealed record Facts(string? Session, string? User, ImmutableArray<string> Tags)
{
    public static Facts None { get; } = new(null, null, []);
}

public abstract record Verdict
{
    public sealed record Clean : Verdict;

    public sealed record Toxic(double Score) : Verdict;
}

public abstract class PrismFault(string message) : Exception(message);

public sealed class MalformedFault(string what) : PrismFault($"{what} is malformed");

public sealed class ToxicFault(double score) : PrismFault($"toxicity {score:0.00}"), IGuardrailBlock;

public sealed class WireFault(int status) : PrismFault($"the wire said {status}")
{
    public int Status => status;
}

public sealed class CapacityFault() : PrismFault("no capacity");
