using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>One function on the way of an exception.</summary>
/// <param name="Site">The operation in the function that throws the exception.</param>
/// <param name="Function">The function, or the lambda.</param>
/// <param name="Way">The functions from here to the throw, outermost first.</param>
/// <param name="Outcome">What the function does with the exception.</param>
/// <param name="Any">What it can do with an exception of any type.</param>
/// <param name="IsRecorded">Whether it records the exception in a failure log.</param>
/// <param name="Rejected">The first failure log on the way so far that does not record it.</param>
/// <param name="IsRejectedHere">Whether a failure log of this function does not record it.</param>
/// <param name="LeavesRoute">Whether the exception leaves traced code here.</param>
internal sealed record ExceptionStep(
    IOperation Site,
    CodePlace Function,
    ImmutableList<CodePlace> Way,
    ExceptionOutcome Outcome,
    ExceptionOutcome Any,
    bool IsRecorded,
    RejectedException? Rejected,
    bool IsRejectedHere,
    bool LeavesRoute)
{
    /// <summary>Whether the exception surely leaves the function. A clause that keeps it under some condition counts as keeping it.</summary>
    public bool Leaves => Outcome.Leaves && Outcome.KeptBy.Count == 0;

    /// <summary>The outcome of a function without a try statement around the site.</summary>
    public static readonly ExceptionOutcome Passing = new() { Leaves = true };
}
