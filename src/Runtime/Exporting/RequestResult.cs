using TracedLlm.Facts;

namespace TracedLlm.Exporting;

/// <summary>The facts about an ended request that decide whether its trace is kept.</summary>
/// <param name="Outcome">How it ended; one of <see cref="Outcomes"/>.</param>
/// <param name="Duration">From its arrival to the end of its response.</param>
/// <param name="Attempts">The attempts.</param>
/// <param name="Retries">The attempts of kind <c>retry</c>.</param>
/// <param name="Fallbacks">The attempts of kind <c>fallback</c>.</param>
internal readonly record struct RequestResult(string Outcome, TimeSpan Duration, int Attempts, int Retries, int Fallbacks);
