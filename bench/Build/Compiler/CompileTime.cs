namespace TracedLlm.Bench.Build.Compiler;

/// <summary>What one compilation took.</summary>
/// <param name="Processor">Of all threads of the compiler.</param>
/// <param name="Elapsed">From asking for it to its end.</param>
/// <param name="Output">What the compiler wrote.</param>
internal sealed record CompileTime(TimeSpan Processor, TimeSpan Elapsed, string Output);
