namespace TracedLlm.Testing.Otlp;

/// <summary>Decodes an export request.</summary>
internal delegate IReadOnlyList<T> OtlpDecode<T>(ReadOnlySpan<byte> request);
