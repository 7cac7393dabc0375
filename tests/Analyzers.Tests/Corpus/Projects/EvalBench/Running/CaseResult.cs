using EvalBench.Cases;

namespace EvalBench.Running;

internal enum Verdict
{
    Passed,
    Failed,
    Unclear,
}

internal sealed record CaseResult(EvalCase Case, Verdict Verdict, string Answer, TimeSpan Elapsed)
{
    public string? Reason { get; init; }

    public double Score => Verdict is Verdict.Passed ? Case.Weight : 0;
}
