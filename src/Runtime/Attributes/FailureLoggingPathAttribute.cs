namespace TracedLlm;

/// <summary>
/// Marks a method of the gateway that logs failed requests: an exception handler, an exception filter, or a hook that the
/// gateway calls when a request has failed.
/// </summary>
/// <remarks>
/// The attribute changes nothing at run time. Analyzers read it: they find out which exceptions the method logs and which
/// exceptions it misses. A gateway that logs failures only with <see cref="ILlmFailureLog"/> does not need the attribute, because
/// the library calls <see cref="ILlmFailureLog"/> for every failure. Mark the method that the other methods call, not each of
/// its callers.
/// </remarks>
[AttributeUsage(AttributeTargets.Method, Inherited = true)]
public sealed class FailureLoggingPathAttribute : Attribute;
