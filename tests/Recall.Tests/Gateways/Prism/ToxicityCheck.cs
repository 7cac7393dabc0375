namespace Prism;

public sealed partial class ToxicityCheck
{
    [TracedGuardrail(GuardrailMode.PreCall, Name = "toxicity")]
    public partial void Check(string prompt);

    private void CheckCore(string prompt)
    {
        _ = Judge(prompt) is Verdict.Toxic { Score: var score } ? throw new ToxicFault(score) : true;
    }

    private static Verdict Judge(string prompt) => prompt.Split(' ') switch
    {
        { Length: 0 } => new Verdict.Clean(),
        var words when words.Count(word => word.EndsWith('!')) is > 3 and var shouted => new Verdict.Toxic(shouted / (double)words.Length),
        _ => new Verdict.Clean(),
    };
}
