namespace TracedLlm.Testing.Roslyn;

/// <summary>The findings differ from the expected findings; the message shows the difference and the sources.</summary>
/// <param name="message">The difference.</param>
public sealed class VerificationException(string message) : Exception(message);
