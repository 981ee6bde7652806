# Another service that speaks alike gets no diagnosis.
awry
