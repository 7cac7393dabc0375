namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>Judges whether a failure log records an exception, from what it does for this exception and what it can do for others.</summary>
internal static class FailureLogVerdict
{
    /// <summary>
    /// A log that writes for some exception must write for this one. A log that only answers must answer. A log of which
    /// neither is seen, for no exception, cannot be read, so it records.
    /// </summary>
    /// <param name="outcome">What it does for the exception.</param>
    /// <param name="any">What it can do for an exception of any type.</param>
    public static bool IsRecorded(ExceptionOutcome outcome, ExceptionOutcome any) =>
        any.HasActs ? outcome.HasActs
        : any.HasAnswers || SaysYes(any) ? outcome.HasAnswers || SaysYes(outcome)
        : true;

    private static bool SaysYes(ExceptionOutcome outcome) => (outcome.Returned & PossibleValues.True) != 0;
}
