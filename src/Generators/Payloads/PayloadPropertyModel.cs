using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Payloads;

/// <summary>A property of an object in the document.</summary>
/// <param name="Name">Its name as a UTF-8 literal.</param>
/// <param name="Length">The length of its name in UTF-8.</param>
/// <param name="Resets">The statements that forget what an earlier property of the same name said.</param>
/// <param name="Value">What is read of its value.</param>
internal sealed record PayloadPropertyModel(string Name, int Length, EquatableArray<string> Resets, PayloadValueModel Value);
