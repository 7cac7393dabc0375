using System.Text;

namespace TracedLlm.Bench.Gateways;

/// <summary>Blocks requests with a word.</summary>
internal sealed class PatternGuardrail
{
    private readonly byte[] _pattern = Encoding.UTF8.GetBytes("FORBIDDEN");

    public string Name { get; } = "no-secrets";

    public Verdict Check(ReadOnlySpan<byte> body) => new(body.IndexOf(_pattern) >= 0);
}
