namespace TracedLlm.Testing.Roslyn;

/// <summary>What was found differs from what the test expects; the message says how, with the sources.</summary>
/// <param name="message">The difference.</param>
public sealed class VerificationException(string message) : Exception(message);
