using Microsoft.CodeAnalysis;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>A failure log on the way of an exception that does not record it.</summary>
/// <param name="Log">The name of the log in messages.</param>
/// <param name="Test">The test that keeps the exception from the log; <see langword="null"/> if it is in another compilation.</param>
/// <param name="IsWidenable">Whether the test can accept one more type.</param>
/// <param name="Accepted">A type that the log records and that the exception could derive from.</param>
internal sealed record RejectedException(string Log, ExceptionTest? Test, bool IsWidenable, INamedTypeSymbol? Accepted);
