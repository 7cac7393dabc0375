namespace TracedLlm;

/// <summary>
/// Marks a method of the gateway that logs failed requests: an exception handler, an exception filter, or a hook that the
/// gateway calls when a request has failed.
/// </summary>
/// <remarks>
/// The attribute changes nothing at run time. Analyzers read it: they find out which exceptions the method logs and which
/// exceptions it misses. A gateway that logs failures only with <see cref="ILlmFailureLog"/> does not need the attribute, because
/// the library calls <see cref="ILlmFailureLog"/> for every failure. Mark the method that writes the log: the middleware or handler
/// itself, or a method that it calls. The analyzers also judge the clauses and filters around the call.
/// </remarks>
[AttributeUsage(AttributeTargets.Method, Inherited = true)]
public sealed class FailureLoggingPathAttribute : Attribute;
