using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Payloads;

/// <summary>A property of an object in the document.</summary>
/// <param name="Name">Its name as a UTF-8 literal.</param>
/// <param name="Length">The length of its name in UTF-8.</param>
/// <param name="Resets">The statements that discard the value of an earlier property with the same name.</param>
/// <param name="Value">The reading of its value.</param>
internal sealed record PayloadPropertyModel(string Name, int Length, EquatableArray<string> Resets, PayloadValueModel Value);
