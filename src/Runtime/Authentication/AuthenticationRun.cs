namespace TracedLlm.Authentication;

/// <summary>One run of an authentication handler.</summary>
/// <param name="Start">When it began, UTC.</param>
/// <param name="End">When it ended, UTC.</param>
/// <param name="Failure">Why it failed; <see langword="null"/> if it did not.</param>
/// <param name="IsNone">Whether it found nothing to go by: no credentials of its scheme.</param>
internal readonly record struct AuthenticationRun(DateTime Start, DateTime End, Exception? Failure, bool IsNone = false);
