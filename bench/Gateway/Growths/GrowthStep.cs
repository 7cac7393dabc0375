using TracedLlm.Bench.Gateway.Measuring;

namespace TracedLlm.Bench.Gateway.Growths;

/// <summary>A size of what grows.</summary>
/// <param name="Label">The size as text.</param>
/// <param name="Work">How much the gateway has to do for one request at this size; the unit is of no matter.</param>
/// <param name="Workload">The load.</param>
internal sealed record GrowthStep(string Label, double Work, Workload Workload);
