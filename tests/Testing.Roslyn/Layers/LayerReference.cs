namespace TracedLlm.Testing.Roslyn.Layers;

/// <summary>The way in which a project references the projects below it.</summary>
public enum LayerReference
{
    /// <summary>As compilations with syntax, as an editor does. Outputs that generators write only for builds are missing.</summary>
    Compilation,

    /// <summary>As compiled assemblies without syntax, as a build does.</summary>
    Assembly,
}
