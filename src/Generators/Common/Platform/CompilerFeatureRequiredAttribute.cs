namespace System.Runtime.CompilerServices;

/// <summary>What <see langword="required"/> members need and netstandard2.0 lacks.</summary>
[AttributeUsage(AttributeTargets.All, AllowMultiple = true, Inherited = false)]
internal sealed class CompilerFeatureRequiredAttribute(string featureName) : Attribute
{
    public string FeatureName { get; } = featureName;
}
