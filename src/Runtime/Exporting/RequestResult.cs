using TracedLlm.Facts;

namespace TracedLlm.Exporting;

/// <summary>The facts about an ended request that decide whether its trace is kept.</summary>
/// <param name="Outcome">How it ended; one of <see cref="Outcomes"/>.</param>
/// <param name="Duration">From its arrival to the end of its response.</param>
/// <param name="Repeats">The attempts of kind <c>retry</c>, <c>fallback</c> and <c>hedge</c>. A request that needs several answers has several attempts without them.</param>
internal readonly record struct RequestResult(string Outcome, TimeSpan Duration, int Repeats);
