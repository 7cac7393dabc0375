namespace System.Diagnostics.CodeAnalysis;

/// <summary>What copies of records with <see langword="required"/> members need and netstandard2.0 lacks.</summary>
[AttributeUsage(AttributeTargets.Constructor)]
internal sealed class SetsRequiredMembersAttribute : Attribute;
