using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Spans;

/// <summary>The type of a traced method.</summary>
/// <param name="FullName">Its metadata name, which orders and names the generated files.</param>
/// <param name="Namespace">Its namespace; <see langword="null"/> for the global one.</param>
/// <param name="Headers">The declarations that open it, outermost first: <c>partial class Outer</c>, <c>partial struct Inner</c>.</param>
internal sealed record TracedTypeModel(string FullName, string? Namespace, EquatableArray<string> Headers);
