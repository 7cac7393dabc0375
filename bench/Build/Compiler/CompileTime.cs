namespace TracedLlm.Bench.Build.Compiler;

/// <summary>The time of one compilation.</summary>
/// <param name="Processor">The processor time of all threads of the compiler.</param>
/// <param name="Elapsed">The time from the request to the end of the compilation.</param>
/// <param name="Output">The compiler's output.</param>
internal sealed record CompileTime(TimeSpan Processor, TimeSpan Elapsed, string Output);
